/** Delta Standalone held to the contracts of logs and of backends. */
@NullMarked
package dev.vane.storage.delta.standalone;

import org.jspecify.annotations.NullMarked;
