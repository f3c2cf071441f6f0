package dev.intact.examples.boot;

import static dev.intact.Operations.addForeignKey;
import static dev.intact.Operations.addUnique;

import dev.intact.flyway.IntactFlyway;
import dev.intact.flyway.IntactMigration;
import dev.intact.operation.Change;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;

/** The application; its SQL migrations are in {@code db/migration}, its changes are the beans below. */
@SpringBootApplication(proxyBeanMethods = false)
public class Application {
    /** Starts it. */
    public static void main(String[] arguments) {
        SpringApplication.run(Application.class, arguments);
    }

    @Bean
    IntactMigration workflowIdIsUnique() {
        return IntactMigration.of(
                "2",
                Change.of(
                        "workflow_id is unique",
                        addUnique("workflow_executions", "workflow_id").replacingIndex("ix_workflow_id")));
    }

    @Bean
    IntactMigration stepsHaveAnExecution() {
        return IntactMigration.of(
                "4",
                Change.of(
                        "steps have an execution",
                        addForeignKey("step_executions", "execution_id").references("workflow_executions", "id")));
    }

    /** Instances that start at once migrate in turn. */
    @Bean
    FlywayMigrationStrategy inTurn() {
        return IntactFlyway::migrate;
    }
}
