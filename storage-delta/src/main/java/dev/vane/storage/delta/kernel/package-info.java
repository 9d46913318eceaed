/**
 * Delta logs through Delta Kernel, without Hadoop. The only place that names Kernel's classes, its
 * internal ones included, so that a new version of it is met here. Data files never pass through
 * Kernel: its Parquet handler serves checkpoints only.
 */
@NullMarked
package dev.vane.storage.delta.kernel;

import org.jspecify.annotations.NullMarked;
