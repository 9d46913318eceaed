/** Object stores, tested with a server that speaks S3 in a process of its own. */
@NullMarked
package dev.vane.storage.delta.s3;

import org.jspecify.annotations.NullMarked;
