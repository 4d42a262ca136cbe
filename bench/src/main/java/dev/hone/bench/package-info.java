/** Methods head to head. */
package dev.hone.bench;
