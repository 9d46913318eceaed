/** The actions that clients may call by name, JSON in and JSON out. */
@NullMarked
package dev.vane.gateway.action;

import org.jspecify.annotations.NullMarked;
