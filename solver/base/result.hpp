// Operating errors as values: a Result holds what was asked for, or one Error to show the user.
// Verdicts of a search are not errors (solver/engine.hpp); bugs are asserts (assert.hpp).
#pragma once

#include <tl/expected.hpp>

#include <string>
#include <utility>

namespace kura::base {

enum class ErrorCode {
    bad_input,    // a file or an argument can't be understood
    too_large,    // it is understood, but beyond the limits
    io,           // the operating system said no
    unavailable,  // something outside (a package, a peer) can't be had now
};

struct Error {
    ErrorCode code;
    std::string message;  // one line, no trailing stop
};

template <typename T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, std::string message) {
    return tl::unexpected<Error>(Error{code, std::move(message)});
}

}  // namespace kura::base
