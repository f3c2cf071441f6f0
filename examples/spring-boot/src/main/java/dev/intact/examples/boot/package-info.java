/** An application of Spring Boot that migrates its database when it starts. */
@NullMarked
package dev.intact.examples.boot;

import org.jspecify.annotations.NullMarked;
