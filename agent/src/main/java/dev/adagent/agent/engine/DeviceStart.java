package dev.adagent.agent.engine;

import dev.adagent.codegen.CodeStore;
import dev.adagent.cuda.CodeOnlyDevice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The device of the launches, opened at the first. A GPU's driver takes some tenths of a second to start: it does so in a thread of its own,
 * in which nothing of the app runs, while the asking thread prepares the kernel.
 */
final class DeviceStart {
    private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");

    private final String wish;
    private final String check;
    private final String target;
    private final CodeStore store;
    private FutureTask<DeviceChoice> opening;

    /** @see DeviceChoice#of */
    DeviceStart(String wish, String check, String target, CodeStore store) {
        this.wish = wish;
        this.check = check;
        this.target = target;
        this.store = store;
    }

    /** The device. @throws DeviceChoice.Unavailable if the one that was asked for is not there */
    DeviceChoice get() throws DeviceChoice.Unavailable {
        return get(() -> {});
    }

    /**
     * The device.
     *
     * @param meanwhile is run by the first thread that asks, outside any lock, while a GPU's driver starts; not for other devices
     * @throws DeviceChoice.Unavailable if the one that was asked for is not there
     */
    DeviceChoice get(Runnable meanwhile) throws DeviceChoice.Unavailable {
        FutureTask<DeviceChoice> task;
        boolean first;
        synchronized (this) {
            first = opening == null;
            if (first) {
                opening = new FutureTask<>(() -> DeviceChoice.of(wish, check, target, store));
            }
            task = opening;
        }
        if (first && isSlow()) {
            Thread t = new Thread(task, "adagent-device");
            t.setDaemon(true);
            t.start();
            meanwhile.run();
        } else if (first) {
            task.run();
        }
        return result(task);
    }

    /** Whether a GPU's driver will be started. */
    private boolean isSlow() {
        boolean own = target == null || target.equals(wish);
        boolean gpu = wish == null || wish.equals("auto") || wish.equals("cuda");
        return own && !"races".equals(check) && (gpu && Files.exists(DRIVER) || CodeOnlyDevice.NAME.equals(wish));
    }

    private DeviceChoice result(FutureTask<DeviceChoice> task) throws DeviceChoice.Unavailable {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true; // the driver starts soon; the app sees its interrupt afterwards
                }
            }
        } catch (ExecutionException e) {
            synchronized (this) {
                if (opening == task) {
                    opening = null; // the next launch tries again
                }
            }
            if (e.getCause() instanceof DeviceChoice.Unavailable u) {
                throw u;
            } else if (e.getCause() instanceof RuntimeException r) {
                throw r;
            } else if (e.getCause() instanceof Error r) {
                throw r;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
