/** AssertJ assertions about schemas, plans and violations, whose failures say what there is instead. */
@NullMarked
package dev.intact.harness.assertion;

import org.jspecify.annotations.NullMarked;
