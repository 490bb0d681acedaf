// Processes that work on one run together, and the letters between them.
#pragma once

#include <optional>
#include <string>

namespace ceo::mpi {

/// Bytes from another rank.
struct Letter {
  int from = 0;
  std::string bytes;
};

/// A rank's view of the group. Nothing here waits for another rank: letters are sent and received
/// behind the scenes, in order between any two ranks. Safe to use from several threads.
class Communicator {
 public:
  Communicator() = default;
  virtual ~Communicator() = default;
  Communicator(const Communicator&) = delete;
  Communicator& operator=(const Communicator&) = delete;

  [[nodiscard]] virtual int rank() const = 0;  ///< 0 .. size() - 1
  [[nodiscard]] virtual int size() const = 0;  ///< ranks, at least 1

  /// Among the ranks of this machine: 0 .. local_size() - 1.
  [[nodiscard]] virtual int local_rank() const = 0;
  [[nodiscard]] virtual int local_size() const = 0;
  /// Hardware threads that are this rank's when each one that several ranks of this machine may use
  /// is shared out evenly; at least 1.
  [[nodiscard]] virtual int threads() const = 0;

  /// Sends a letter to a rank; less than 2 GiB.
  virtual void send(int to, std::string bytes) = 0;
  /// The next letter that arrived, if there is one.
  [[nodiscard]] virtual std::optional<Letter> receive() = 0;
};

}  // namespace ceo::mpi
