/** What tables there are, over all backends, and how a client's path names one of them. */
@NullMarked
package dev.vane.gateway.catalog;

import org.jspecify.annotations.NullMarked;
