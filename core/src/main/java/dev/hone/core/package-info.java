/** Signatures, prompts, programs, traces and grades: the values every other room exchanges. */
package dev.hone.core;
