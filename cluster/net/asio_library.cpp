// Asio's functions that are no templates, compiled here once (ASIO_SEPARATE_COMPILATION).
#include <asio/impl/src.hpp>
