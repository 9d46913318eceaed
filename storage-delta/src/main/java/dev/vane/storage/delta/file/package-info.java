/**
 * Where the files of tables live: the contract of a store of files, and the local disk. Nothing
 * here knows what the files mean.
 */
@NullMarked
package dev.vane.storage.delta.file;

import org.jspecify.annotations.NullMarked;
