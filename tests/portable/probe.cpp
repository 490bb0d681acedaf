// Uses every library that the program uses: HDF5, its filters, libcrypto, threads, the C++ runtime
// and, where there is nvcc, the CUDA runtime. Prints what it got; exit code 1 if one is not at
// work.
#include <hdf5.h>
#include <openssl/evp.h>

#include <iostream>
#include <string>
#include <thread>

#include "kernels/launch/device_cell.hpp"

int main() {
  unsigned major = 0;
  unsigned minor = 0;
  unsigned release = 0;
  const bool hdf5 = H5open() >= 0 && H5get_libversion(&major, &minor, &release) >= 0;
  const bool filters =
      H5Zfilter_avail(H5Z_FILTER_DEFLATE) > 0 && H5Zfilter_avail(H5Z_FILTER_SZIP) > 0;
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  const bool hash = EVP_Digest("abc", 3, digest, &size, EVP_sha256(), nullptr) == 1 && size == 32 &&
                    digest[0] == 0xBA && digest[31] == 0xAD;  // FIPS 180-2, B.1
  std::string why;
  std::size_t devices = 0;
  std::thread([&] { devices = ceo::launch::cuda_devices(why).size(); }).join();
  std::cout << "HDF5 " << major << '.' << minor << '.' << release << (hdf5 ? "" : " DOES NOT OPEN")
            << (filters ? "" : ", FILTERS ABSENT") << "\nSHA-256 " << (hash ? "right" : "WRONG")
            << "\ndevices: " << devices << ' ' << why << '\n';
  return hdf5 && filters && hash ? 0 : 1;
}
