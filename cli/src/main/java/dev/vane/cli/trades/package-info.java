/** Made-up trades for trying things out: the same seed gives the same rows everywhere. */
@NullMarked
package dev.vane.cli.trades;

import org.jspecify.annotations.NullMarked;
