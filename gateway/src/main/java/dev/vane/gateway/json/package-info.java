/** The JSON objects that clients send, and what commands and actions share in reading them. */
@NullMarked
package dev.vane.gateway.json;

import org.jspecify.annotations.NullMarked;
