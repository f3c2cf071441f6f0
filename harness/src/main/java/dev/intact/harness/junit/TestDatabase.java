package dev.intact.harness.junit;

import dev.intact.harness.DatabaseSource;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test of a class a fresh database, which is gone after it.
 *
 * <p>On a field of type {@link DatabaseSource} it says where they come from, for the class and those nested in it; on the
 * class alone, they are empty and on SQLite in memory.
 *
 * <pre>{@code
 * class TasksTest {
 *     @TestDatabase
 *     static final DatabaseSource DATABASES = TestDatabases.postgres().migratedBy("create table tasks (id integer)");
 *
 *     @Test
 *     void aTaskIsFound(Connection connection) { … }
 * }
 * }</pre>
 *
 * <p>Test methods, and those before and after each, may have parameters of these types, all of one database:
 * {@link dev.intact.harness.Database Database}, {@link javax.sql.DataSource DataSource}, {@link java.sql.Connection
 * Connection} (one for each test, closed after it), {@link org.jooq.DSLContext DSLContext}, {@link dev.intact.Intact
 * Intact}.
 *
 * <p>With the configuration parameter or system property {@code intact.harness.keep=true}, the database of a test that
 * fails is {@linkplain dev.intact.harness.Database#keep kept}, and its URL stands among what the failure suppressed.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(TestDatabaseExtension.class)
public @interface TestDatabase {}
