/** Where rows come from: text, Arrow and Parquet files and standard input, all as Arrow readers. */
@NullMarked
package dev.vane.cli.source;

import org.jspecify.annotations.NullMarked;
