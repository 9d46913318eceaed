/**
 * Files in an S3-compatible object store: one object for each, whose key is the file's path below
 * the root. The one place that knows Amazon's client.
 */
@NullMarked
package dev.vane.storage.delta.s3;

import org.jspecify.annotations.NullMarked;
