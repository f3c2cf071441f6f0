/** What a database has to bring so that Intact can speak it. Found through {@link java.util.ServiceLoader}. */
@NullMarked
package dev.intact.dialect;

import org.jspecify.annotations.NullMarked;
