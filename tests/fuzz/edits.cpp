#include "tests/fuzz/edits.hpp"

#include <array>
#include <exception>

#include "host/io/hdf5.hpp"
#include "host/io/seal.hpp"
#include "tests/host/io/hdf5_edit.hpp"

namespace ceo::fuzz {
namespace {

constexpr std::array<std::uint64_t, 16> kExtents = {0,
                                                    1,
                                                    2,
                                                    3,
                                                    4,
                                                    5,
                                                    6,
                                                    7,
                                                    8,
                                                    255,
                                                    256,
                                                    257,
                                                    1000,
                                                    65536,
                                                    std::uint64_t{1} << 31,
                                                    std::uint64_t{1} << 62};
constexpr std::array<std::int64_t, 12> kIntegers = {0,
                                                    1,
                                                    -1,
                                                    2,
                                                    255,
                                                    256,
                                                    8192,
                                                    2147483647,
                                                    -2147483648LL,
                                                    std::int64_t{1} << 61,
                                                    std::int64_t{1} << 62,
                                                    -(std::int64_t{1} << 62)};
constexpr std::array<const char*, 14> kWords = {
    "",    "agree", "disagree", "error",  "unresolved", "normal",  "exact",
    "1.0", "2.0",   "1.3",      "philox", "line",       "point-0", "linear"};

std::int64_t integer(Choices& choices) {
  const std::size_t which = choices.below(kIntegers.size() + 2);
  return which < kIntegers.size() ? kIntegers[which] : static_cast<std::int64_t>(choices.word());
}

std::string word(Choices& choices) {
  const std::size_t which = choices.below(kWords.size() + 2);
  if (which < kWords.size()) return kWords[which];
  // HDF5's texts end at a zero.
  const std::string text = choices.text(64);
  return text.substr(0, text.find('\0'));
}

std::vector<std::uint64_t> shape(Choices& choices) {
  std::vector<std::uint64_t> extents(choices.below(4));
  for (std::uint64_t& extent : extents) extent = kExtents[choices.below(kExtents.size())];
  return extents;
}

}  // namespace

EditedFile::EditedFile(std::vector<std::uint8_t> whole) : body_(std::move(whole)) {
  body_.resize(body_.size() - io::kSealBytes);
  file_.put(body_);
  const io::h5::Quiet quiet;
  objects_.push_back({"/", test::attributes_of(path(), "/")});
  for (const std::string& object : test::objects_of(path())) {
    objects_.push_back({object, test::attributes_of(path(), object)});
  }
}

void EditedFile::edit(Choices& choices) const {
  constexpr int kMostEdits = 8;
  file_.put(body_);
  const io::h5::Quiet quiet;
  for (int i = 0; i < kMostEdits && !choices.empty(); ++i) {
    try {
      apply(choices);
    } catch (const std::exception&) {
      // What is not there cannot be edited.
    }
  }
  std::vector<std::uint8_t> bytes = file_.bytes();
  io::append_seal(bytes);
  file_.put(bytes);
}

void EditedFile::apply(Choices& choices) const {
  const std::uint8_t kind = choices.byte() % 10;
  const Object& object = objects_[choices.below(objects_.size())];
  const std::string& at = object.path;
  const std::string attribute =
      object.attributes.empty() ? "" : object.attributes[choices.below(object.attributes.size())];
  switch (kind) {
    case 0:
      return test::remove_object(path(), at);
    case 1:
      return test::remove_attribute(path(), at, attribute);
    case 2:
    case 3:
      return test::set_text_attribute(path(), at, attribute, word(choices));
    case 4:
      return test::set_number_attribute(path(), at, attribute,
                                        static_cast<double>(integer(choices)));
    case 5:
      return test::replace_dataset(path(), at, shape(choices), choices.byte() % 2 == 0);
    case 6: {
      std::vector<std::string> texts(choices.below(8));
      for (std::string& text : texts) text = word(choices);
      return test::replace_texts(path(), at, texts);
    }
    case 7:
      return test::set_real(path(), at, choices.below(32), static_cast<double>(integer(choices)));
    default: {
      const std::size_t index = choices.below(32);
      return test::set_integer(path(), at, index, integer(choices));
    }
  }
}

}  // namespace ceo::fuzz
