package dev.adagent.agent.engine;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.OverlayDeclarationException;
import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.job.HostTable;

/** Makes the one view on the method tables that a job has: the app's, the back end's and the global ones. */
final class Views {
    private final Backends backends = new Backends();
    private final AppTables tables;
    /** Views hold names only, and so keep no class. */
    private final ClassValue<TableView> ofHost = new ClassValue<>() {
        @Override
        protected TableView computeValue(Class<?> user) {
            return backends.registry(user.getClassLoader()).view(HostTable.TARGET, tables.ofUser(user));
        }
    };

    Views(Classes classes) {
        tables = new AppTables(classes);
    }

    /**
     * The view of a kernel.
     *
     * @throws dev.adagent.overlay.OverlayDeclarationException if the app names a table that is not there or cannot be, or there is no
     *     table for the target
     * @throws dev.adagent.overlay.OverlayConflictException if tables of equal rank do not agree
     */
    TableView ofKernel(Class<?> owner, MethodKey kernel, String target) {
        OverlayRegistry registry = backends.registry(owner.getClassLoader());
        if (!registry.targets().contains(target)) {
            throw new OverlayDeclarationException("no method table for the target " + target
                    + " is on the app's class path; there are some for " + registry.targets());
        }
        return registry.view(target, tables.ofKernel(owner, kernel));
    }

    /** The view of derivatives called on the host, for a functional object's class. @throws RuntimeException as there */
    TableView ofLambda(Class<?> functional) {
        return ofHost.get(functional.getNestHost());
    }
}
