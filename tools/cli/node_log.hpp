// Node log: one line an event on stderr, as logfmt or JSON.
// Threads:  any
#pragma once

#include <mutex>
#include <string>
#include <string_view>

namespace kura::cli {

class NodeLog {
  public:
    explicit NodeLog(bool is_json) : is_json_(is_json) {}
    void say(bool is_warning, std::string_view text);

  private:
    const bool is_json_;
    std::mutex mutex_;
};

}  // namespace kura::cli
