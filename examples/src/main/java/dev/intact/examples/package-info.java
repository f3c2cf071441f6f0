/** Real migrations, each told from beginning to end by a program that runs them on both databases. */
@NullMarked
package dev.intact.examples;

import org.jspecify.annotations.NullMarked;
