/** What every store of files has to do, as one test. */
@NullMarked
package dev.vane.storage.delta.file;

import org.jspecify.annotations.NullMarked;
