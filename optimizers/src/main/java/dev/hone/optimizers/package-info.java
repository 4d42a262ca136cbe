/** Published methods of improving prompts, one public record each. */
package dev.hone.optimizers;
