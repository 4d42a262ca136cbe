/** Journal and run records on SQLite, response cache on SQLite or PostgreSQL. */
package dev.hone.store;
