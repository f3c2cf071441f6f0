/** A service that migrates its database when it starts: what a user's own looks like. */
@NullMarked
package dev.intact.examples.service;

import org.jspecify.annotations.NullMarked;
