/**
 * What an operator does to a table that is there: look into it, tidy its files, go back, remove
 * rows. A backend that can offers {@link dev.vane.spi.maintenance.MaintainedStorage}; every report
 * counts what was really done.
 */
@NullMarked
package dev.vane.spi.maintenance;

import org.jspecify.annotations.NullMarked;
