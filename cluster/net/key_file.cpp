#include "cluster/net/key_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

namespace kura::cluster::net {
namespace {

class File {
  public:
    explicit File(int descriptor) : descriptor_(descriptor) {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() {
        if (descriptor_ >= 0) {
            ::close(descriptor_);
        }
    }
    [[nodiscard]] int get() const { return descriptor_; }

  private:
    int descriptor_;
};

tl::unexpected<base::Error> system_error(const std::string& what, int error) {
    return base::fail(base::ErrorCode::io,
                      what + ": " + std::error_code(error, std::generic_category()).message());
}

bool write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(descriptor) == 0;
}

}  // namespace

base::Result<std::string> read_private_file(const std::string& path) {
    // Without O_NONBLOCK a pipe in its place would hold us up.
    const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.get() < 0) {
        return system_error("can't read " + path, errno);
    }
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) {
        return system_error("can't read " + path, errno);
    }
    if (!S_ISREG(status.st_mode)) {
        return base::fail(base::ErrorCode::bad_input, path + " is no file");
    }
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return base::fail(base::ErrorCode::bad_input,
                          path + " is a secret that others may read: chmod 600 " + path);
    }
    std::string text(kPrivateFileMax + 1, '\0');
    std::size_t size = 0;
    while (size < text.size()) {
        const ssize_t got = ::read(file.get(), text.data() + size, text.size() - size);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return system_error("can't read " + path, errno);
        }
        if (got == 0) {
            break;
        }
        size += static_cast<std::size_t>(got);
    }
    if (size > kPrivateFileMax) {
        return base::fail(base::ErrorCode::too_large, path + " is too large for a key file");
    }
    text.resize(size);
    return text;
}

base::Result<void> write_private_file(const std::string& path, std::string_view text,
                                      bool replace) {
    std::string temporary = path + ".XXXXXX";
    int error = 0;
    {
        const File file(::mkostemp(temporary.data(), O_CLOEXEC));  // mode 0600
        if (file.get() < 0) {
            return system_error("can't write " + path, errno);
        }
        error = write_all(file.get(), text) ? 0 : errno;
    }
    if (error == 0 && replace) {
        error = ::rename(temporary.c_str(), path.c_str()) == 0 ? 0 : errno;
    } else if (error == 0) {
        error = ::link(temporary.c_str(), path.c_str()) == 0 ? 0 : errno;  // refuses to replace
    }
    if (error != 0 || !replace) {
        ::unlink(temporary.c_str());
    }
    if (error != 0) {
        return system_error("can't write " + path, error);
    }
    return {};
}

}  // namespace kura::cluster::net
