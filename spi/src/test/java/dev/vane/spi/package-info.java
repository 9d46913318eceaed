/** Tests of the contracts' own values, and the tests that every backend has to pass. */
@NullMarked
package dev.vane.spi;

import org.jspecify.annotations.NullMarked;
