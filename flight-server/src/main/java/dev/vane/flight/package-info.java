/**
 * The Flight port: descriptors and tickets into commands of the gateway, answers into streams,
 * errors into statuses. Nothing here builds SQL or names a backend.
 */
@NullMarked
package dev.vane.flight;

import org.jspecify.annotations.NullMarked;
