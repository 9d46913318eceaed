/**
 * The actions with which operators look after tables, one set for each backend whose tables can be
 * maintained, under the backend's name. Here is JSON read and written; the work is the backend's.
 */
@NullMarked
package dev.vane.gateway.maintenance;

import org.jspecify.annotations.NullMarked;
