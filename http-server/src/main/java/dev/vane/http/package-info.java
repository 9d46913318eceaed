/**
 * The HTTP port: health and metrics, and every error as JSON. What it shows comes from the
 * application; nothing here knows a table, an engine or SQL.
 */
@NullMarked
package dev.vane.http;

import org.jspecify.annotations.NullMarked;
