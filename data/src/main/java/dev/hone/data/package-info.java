/** Data files, splits and metrics. */
package dev.hone.data;
