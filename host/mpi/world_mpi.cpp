// Built with MPI. One thread, the postman, makes every call of MPI from MPI_Init to MPI_Finalize,
// so that no rank waits for another while it samples, and looks for letters with naps between:
// waiting calls of MPI poll without pause and would take a core from a rank that works.
#include <mpi.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <climits>
#include <condition_variable>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "host/base/error.hpp"
#include "host/mpi/launched.hpp"
#include "host/mpi/lone_world.hpp"

namespace ceo::mpi {
namespace {

constexpr auto kNap = std::chrono::milliseconds(10);
constexpr int kTag = 1;

/// Hardware threads of this process when each one is divided by the number of local ranks that may
/// use it.
int fair_threads(MPI_Comm local) {
  cpu_set_t mine;
  CPU_ZERO(&mine);
  std::vector<int> uses(CPU_SETSIZE, 0);
  if (sched_getaffinity(0, sizeof mine, &mine) == 0) {
    for (int i = 0; i < CPU_SETSIZE; ++i) uses[static_cast<std::size_t>(i)] = CPU_ISSET(i, &mine);
  }
  std::vector<int> users(uses.size(), 0);
  MPI_Allreduce(uses.data(), users.data(), CPU_SETSIZE, MPI_INT, MPI_SUM, local);
  double share = 0;
  for (std::size_t i = 0; i < uses.size(); ++i) {
    if (uses[i] != 0) share += 1.0 / users[i];
  }
  constexpr double kRounding = 1e-6;  // a thousand thirds may add up to a little less
  return std::max(1, static_cast<int>(share + kRounding));
}

class MpiWorld final : public World {
 public:
  MpiWorld() : postman_([this] { work(); }) {
    std::unique_lock lock(mutex_);
    started_.wait(lock, [this] { return size_ > 0; });
  }
  MpiWorld(const MpiWorld&) = delete;
  MpiWorld& operator=(const MpiWorld&) = delete;
  ~MpiWorld() override {
    if (postman_.joinable()) postman_.detach();  // only after a failure: the process ends
  }

  [[nodiscard]] int rank() const override { return rank_; }
  [[nodiscard]] int size() const override { return size_; }
  [[nodiscard]] int local_rank() const override { return local_rank_; }
  [[nodiscard]] int local_size() const override { return local_size_; }
  [[nodiscard]] int threads() const override { return threads_; }

  void send(int to, std::string bytes) override {
    ensure(to >= 0 && to < size_ && to != rank_, "a letter to no rank");
    ensure(bytes.size() <= INT_MAX, "a letter is too large");
    const std::lock_guard lock(mutex_);
    outbox_.push_back({to, std::move(bytes), MPI_REQUEST_NULL});
  }

  [[nodiscard]] std::optional<Letter> receive() override {
    const std::lock_guard lock(mutex_);
    if (inbox_.empty()) return std::nullopt;
    Letter letter = std::move(inbox_.front());
    inbox_.pop_front();
    return letter;
  }

  void leave() override {
    leaving_ = true;
    postman_.join();
  }

  [[noreturn]] void abort(int code) override {
    abort_code_ = code;
    aborting_ = true;
    for (;;) std::this_thread::sleep_for(kNap);  // the postman ends the process
  }

 private:
  struct Parcel {
    int to = 0;
    std::string bytes;
    MPI_Request request = MPI_REQUEST_NULL;
  };

  void work() {
    start();
    while (!leaving_ || !all_sent()) {
      if (aborting_) MPI_Abort(MPI_COMM_WORLD, abort_code_);
      const bool sent = send_some(), received = receive_one();
      if (!sent && !received) std::this_thread::sleep_for(kNap);
    }
    MPI_Finalize();
  }

  void start() {
    int provided = 0, rank = 0, size = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    MPI_Comm local = MPI_COMM_NULL;
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, rank, MPI_INFO_NULL, &local);
    MPI_Comm_rank(local, &local_rank_);
    MPI_Comm_size(local, &local_size_);
    threads_ = fair_threads(local);
    MPI_Comm_free(&local);
    const std::lock_guard lock(mutex_);
    rank_ = rank;
    size_ = size;
    started_.notify_one();
  }

  [[nodiscard]] bool all_sent() {
    const std::lock_guard lock(mutex_);
    return outbox_.empty() && under_way_.empty();
  }

  /// Hands the letters of the outbox to MPI and forgets those that have gone. True if it did.
  bool send_some() {
    std::list<Parcel> fresh;
    {
      const std::lock_guard lock(mutex_);
      fresh.swap(outbox_);
    }
    for (Parcel& parcel : fresh) {
      MPI_Isend(parcel.bytes.data(), static_cast<int>(parcel.bytes.size()), MPI_BYTE, parcel.to,
                kTag, MPI_COMM_WORLD, &parcel.request);
    }
    under_way_.splice(under_way_.end(), fresh);
    const auto gone = under_way_.remove_if([](Parcel& parcel) {
      int done = 0;
      MPI_Test(&parcel.request, &done, MPI_STATUS_IGNORE);
      return done != 0;
    });
    return gone > 0;
  }

  /// Takes one letter, if one is there.
  bool receive_one() {
    int there = 0;
    MPI_Status status;
    MPI_Iprobe(MPI_ANY_SOURCE, kTag, MPI_COMM_WORLD, &there, &status);
    if (there == 0) return false;
    int bytes = 0;
    MPI_Get_count(&status, MPI_BYTE, &bytes);
    Letter letter{status.MPI_SOURCE, std::string(static_cast<std::size_t>(bytes), '\0')};
    MPI_Recv(letter.bytes.data(), bytes, MPI_BYTE, status.MPI_SOURCE, kTag, MPI_COMM_WORLD,
             MPI_STATUS_IGNORE);
    const std::lock_guard lock(mutex_);
    inbox_.push_back(std::move(letter));
    return true;
  }

  std::mutex mutex_;
  std::condition_variable started_;
  int rank_ = 0, size_ = 0, local_rank_ = 0, local_size_ = 1, threads_ = 1;
  std::deque<Letter> inbox_;
  std::list<Parcel> outbox_;
  std::list<Parcel> under_way_;  // of the postman alone
  std::atomic<bool> leaving_{false}, aborting_{false};
  std::atomic<int> abort_code_{0};
  std::thread postman_;  // the last member: it uses the others
};

}  // namespace

std::string library_text() {
  char text[MPI_MAX_LIBRARY_VERSION_STRING] = {};
  int length = 0;
  MPI_Get_library_version(text, &length);
  const std::string whole(text, static_cast<std::size_t>(length));
  return whole.substr(0, whole.find_first_of(",\n"));
}

World& world() {
  static const std::unique_ptr<World> kJoined = []() -> std::unique_ptr<World> {
    if (!launched_with_others()) return std::make_unique<LoneWorld>();
    return std::make_unique<MpiWorld>();
  }();
  return *kJoined;
}

}  // namespace ceo::mpi
