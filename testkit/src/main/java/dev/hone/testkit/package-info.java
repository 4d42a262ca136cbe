/** For testing optimizers, programs and metrics without a real model. */
package dev.hone.testkit;
