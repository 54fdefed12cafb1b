// The few calls of MPI that are needed, as functions: its constants are macros, and its types are pointers in one
// implementation and integers in another. Each returns 0, or MPI's code of what went wrong.
#include <mpi.h>
#include <stdlib.h>

// Joins the processes that were started together; calls come from one thread at a time.
static inline int cmpi_join(int *rank, int *ranks) {
  int level = 0;
  int code = MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &level);
  if (code) return code;
  if (level < MPI_THREAD_SERIALIZED) return MPI_ERR_OTHER;
  MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  code = MPI_Comm_rank(MPI_COMM_WORLD, rank);
  return code ? code : MPI_Comm_size(MPI_COMM_WORLD, ranks);
}

static inline void cmpi_leave(void) { MPI_Finalize(); }

// Ends all processes.
static inline void cmpi_abort(int code) { MPI_Abort(MPI_COMM_WORLD, code); }

enum { cmpi_room = MPI_MAX_PROCESSOR_NAME > MPI_MAX_ERROR_STRING ? MPI_MAX_PROCESSOR_NAME : MPI_MAX_ERROR_STRING };

// Into `cmpi_room` bytes.
static inline int cmpi_host(char *name) {
  int length = 0;
  return MPI_Get_processor_name(name, &length);
}

static inline int cmpi_text(int code, char *text) {
  int length = 0;
  return MPI_Error_string(code, text, &length);
}

// Transfers under way, to be freed once all are done.
static inline void *cmpi_transfers(int count) { return malloc((size_t)(count ? count : 1) * sizeof(MPI_Request)); }

static inline int cmpi_send(void *transfers, int index, const void *bytes, int count, int rank, int tag) {
  return MPI_Isend(bytes, count, MPI_BYTE, rank, tag, MPI_COMM_WORLD, (MPI_Request *)transfers + index);
}

static inline int cmpi_receive(void *transfers, int index, void *bytes, int count, int rank, int tag) {
  return MPI_Irecv(bytes, count, MPI_BYTE, rank, tag, MPI_COMM_WORLD, (MPI_Request *)transfers + index);
}

// Whether a transfer is done; also moves all others on.
static inline int cmpi_test(void *transfers, int index, int *done) {
  return MPI_Test((MPI_Request *)transfers + index, done, MPI_STATUS_IGNORE);
}

// A message without bytes.
static inline int cmpi_signal(int rank, int tag) {
  return MPI_Send(NULL, 0, MPI_BYTE, rank, tag, MPI_COMM_WORLD);
}

// Takes such a message if there is one; else `rank` is -1.
static inline int cmpi_take_signal(int tag, int *rank) {
  MPI_Status status;
  int there = 0;
  *rank = -1;
  int code = MPI_Iprobe(MPI_ANY_SOURCE, tag, MPI_COMM_WORLD, &there, &status);
  if (code || !there) return code;
  *rank = status.MPI_SOURCE;
  return MPI_Recv(NULL, 0, MPI_BYTE, status.MPI_SOURCE, tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}
