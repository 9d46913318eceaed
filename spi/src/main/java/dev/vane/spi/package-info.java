/**
 * The contracts between the gateway and what it stands on: storage backends, the query engine, and
 * the errors that both speak. Nothing here names a backend, a wire or a vendor, and nothing beyond
 * Arrow's memory and vectors is needed to implement it.
 */
@NullMarked
package dev.vane.spi;

import org.jspecify.annotations.NullMarked;
