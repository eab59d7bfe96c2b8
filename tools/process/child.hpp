// Child: a program that runs beside this one, what it prints in a log.
// Shape:    started, looked at, asked to end, waited for until a deadline
// Invariants: it ends with this process, however that ends: the kernel sends SIGTERM then; it ends
//           with this object at the latest, by SIGKILL
// Threads:  one owner; start() forks, so call it from the main thread: the kernel sends its SIGTERM
//           when the thread that forked ends
// Errors:   start(): Result. A program that can't be run ends at once, with 127
#pragma once

#include "solver/base/result.hpp"

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace kura::process {

struct ChildSpec {
    std::string program;  // looked up in PATH if it has no slash
    std::vector<std::string> words;
    std::filesystem::path log;     // standard output and error
    bool appends = false;          // to the log, which is emptied otherwise
    bool ends_with_input = false;  // its standard input is a pipe, which ends when it is to end
};

class Child {
  public:
    Child() = default;  // none
    ~Child();
    Child(Child&& other) noexcept;
    Child& operator=(Child&& other) noexcept;

    // Requires: words is not empty.
    [[nodiscard]] static base::Result<Child> start(const ChildSpec& spec);

    // Also notices its end.
    [[nodiscard]] bool is_running();
    [[nodiscard]] pid_t pid() const { return pid_; }  // 0: none, or its end was noticed

    // Ends its standard input where that is how it ends, else sends SIGTERM.
    void ask_to_end();
    // Waits; kills it and all of its process group at the deadline.
    void wait_until(std::chrono::steady_clock::time_point deadline);

  private:
    void close_input();

    pid_t pid_ = 0;
    int input_ = -1;
};

}  // namespace kura::process
