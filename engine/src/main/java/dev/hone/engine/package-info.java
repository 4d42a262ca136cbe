/** Studies and runs: the only place with threads, meters and a journal. */
package dev.hone.engine;
