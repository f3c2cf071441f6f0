/** What a change demands of the rows, as questions to the database whose answers are violations. */
@NullMarked
package dev.intact.check;

import org.jspecify.annotations.NullMarked;
