/** Delta Kernel held to the contract of logs. */
@NullMarked
package dev.vane.storage.delta.kernel;

import org.jspecify.annotations.NullMarked;
