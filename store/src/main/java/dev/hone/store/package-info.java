/** Journal, response cache and run records on SQLite. */
package dev.hone.store;
