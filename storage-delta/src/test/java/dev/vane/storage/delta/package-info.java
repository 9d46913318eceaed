/**
 * Tests of the Delta backend: real engines, real folders, and tables of other writers as fixtures.
 */
@NullMarked
package dev.vane.storage.delta;

import org.jspecify.annotations.NullMarked;
