package dev.adagent.codegen;

import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Ends its JVM, with status 7, while it compiles: in what way says the first argument. */
final class EndingMain {
    private EndingMain() {}

    public static void main(String[] args) throws InterruptedException {
        switch (args[0]) {
            case "waits" -> during(true);
            case "goes" -> during(false);
            case "idle" -> {
                NativeCompilations.run(() -> null);
                System.exit(7);
            }
            case "inside" ->
                NativeCompilations.run(() -> {
                    System.exit(7);
                    return null;
                });
            case "between" -> {
                NativeCompilations.run(() -> null);
                Thread t = new Thread(() -> System.exit(7));
                t.start();
                t.join();
            }
            case "hook" -> {
                NativeCompilations.run(() -> null);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    pause(200);
                    compile();
                    System.out.println("hook compiled");
                }));
                System.exit(7);
            }
            default -> {
                for (int k = 0; k < 3; k++) {
                    new Thread(() -> {
                                while (true) {
                                    compile();
                                }
                            })
                            .start();
                }
                compile();
                pause(Integer.parseInt(args[1]));
                System.exit(7);
            }
        }
    }

    private static void compile() {
        String ptx = ".version 8.0\n.target sm_80\n.address_size 64\n.visible .entry k() {\n" + ".reg .f64 %d<3>;\n"
                + "add.f64 %d1, %d1, %d2;\nmul.f64 %d2, %d1, %d2;\n".repeat(2000) + "ret;\n}\n";
        if (PtxAssembler.assemble(ptx, "sm_80").cubin().length == 0) {
            throw new IllegalStateException("nothing was assembled");
        }
    }

    /** @param counted whether what is under way is known to be native */
    private static void during(boolean counted) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        for (String name : List.of("first", "second")) {
            Thread t = new Thread(() -> {
                if (counted) {
                    NativeCompilations.run(() -> work(name, begun));
                } else {
                    work(name, begun);
                }
            });
            t.setDaemon(true);
            if (name.equals("second")) {
                begun.await();
                new Thread(() -> {
                            pause(300);
                            t.start(); // the JVM is ending
                        })
                        .start();
            } else {
                t.start();
            }
        }
        System.exit(7);
    }

    private static Object work(String name, CountDownLatch begun) {
        System.out.println(name + " begun");
        begun.countDown();
        pause(1000);
        System.out.println(name + " ended");
        return null;
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
