// The kernels of Kernels.java in CUDA C++: the same algorithm, grid and block. Arrays come as pointers; the length of one of
// them, which Benchmark names, comes last.

extern "C" __global__ void saxpy(float a, const float *__restrict__ x, float *__restrict__ y, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) y[i] = a * x[i] + y[i];
}

extern "C" __global__ void stencil(const float *__restrict__ in, float *__restrict__ out, int width, int height, int) {
    int x = blockIdx.x * blockDim.x + threadIdx.x;
    int y = blockIdx.y * blockDim.y + threadIdx.y;
    if (x > 0 && y > 0 && x < width - 1 && y < height - 1) {
        int i = y * width + x;
        out[i] = 0.2f * (in[i] + in[i - 1] + in[i + 1] + in[i - width] + in[i + width]);
    }
}

extern "C" __global__ void nbody(const float *__restrict__ bodies, float *__restrict__ accelerations, float softening, int length) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    int n = length / 3;
    if (i >= n) return;
    float px = bodies[4 * i], py = bodies[4 * i + 1], pz = bodies[4 * i + 2];
    float ax = 0, ay = 0, az = 0;
    for (int j = 0; j < n; j++) {
        float dx = bodies[4 * j] - px, dy = bodies[4 * j + 1] - py, dz = bodies[4 * j + 2] - pz;
        float r2 = dx * dx + dy * dy + dz * dz + softening;
        float r = 1 / sqrtf(r2);
        float s = bodies[4 * j + 3] * (r * r * r);
        ax += dx * s;
        ay += dy * s;
        az += dz * s;
    }
    accelerations[3 * i] = ax;
    accelerations[3 * i + 1] = ay;
    accelerations[3 * i + 2] = az;
}

#define BODIES 128

template <int SIZE, int UNROLL>
__device__ __forceinline__ void nbodyTiles(const float *__restrict__ bodies, float *__restrict__ accelerations, float softening, int length) {
    __shared__ __align__(16) float tile[4 * SIZE];
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    int t = threadIdx.x;
    int n = length / 3;
    float px = bodies[4 * i], py = bodies[4 * i + 1], pz = bodies[4 * i + 2];
    float ax = 0, ay = 0, az = 0;
    for (int first = 0; first < n; first += SIZE) {
        tile[4 * t] = bodies[4 * (first + t)];
        tile[4 * t + 1] = bodies[4 * (first + t) + 1];
        tile[4 * t + 2] = bodies[4 * (first + t) + 2];
        tile[4 * t + 3] = bodies[4 * (first + t) + 3];
        __syncthreads();
#pragma unroll UNROLL
        for (int j = 0; j < SIZE; j++) {
            float dx = tile[4 * j] - px, dy = tile[4 * j + 1] - py, dz = tile[4 * j + 2] - pz;
            float r2 = dx * dx + dy * dy + dz * dz + softening;
            float r = 1 / sqrtf(r2);
            float s = tile[4 * j + 3] * (r * r * r);
            ax += dx * s;
            ay += dy * s;
            az += dz * s;
        }
        __syncthreads();
    }
    accelerations[3 * i] = ax;
    accelerations[3 * i + 1] = ay;
    accelerations[3 * i + 2] = az;
}

// The same loop unrolled by different numbers: the table takes the fastest.
#define TILED(NAME, SIZE, UNROLL) \
    extern "C" __global__ void NAME(const float *__restrict__ bodies, float *__restrict__ accelerations, float softening, int length) { \
        nbodyTiles<SIZE, UNROLL>(bodies, accelerations, softening, length); \
    }
TILED(nbodyTiled, BODIES, 4)
TILED(nbodyTiled_8, BODIES, 8)
TILED(nbodyTiled_32, BODIES, 32)
TILED(nbodyTiled_128, BODIES, 128)
TILED(nbodyTiled2, 2 * BODIES, 4)
TILED(nbodyTiled2_8, 2 * BODIES, 8)
TILED(nbodyTiled2_32, 2 * BODIES, 32)
TILED(nbodyTiled2_256, 2 * BODIES, 256)

#define TILE 32

extern "C" __global__ void matmul(const float *__restrict__ a, const float *__restrict__ b, float *__restrict__ c, int n, int) {
    __shared__ float left[TILE * TILE];
    __shared__ float right[TILE * TILE];
    int x = threadIdx.x, y = threadIdx.y;
    int row = blockIdx.y * TILE + y, column = blockIdx.x * TILE + x;
    float sum = 0;
    for (int first = 0; first < n; first += TILE) {
        left[y * TILE + x] = a[row * n + first + x];
        right[y * TILE + x] = b[(first + y) * n + column];
        __syncthreads();
        for (int k = 0; k < TILE; k++) sum += left[y * TILE + k] * right[k * TILE + x];
        __syncthreads();
    }
    c[row * n + column] = sum;
}

__device__ float warpSum(float value) {
    float sum = value;
    for (int distance = 16; distance > 0; distance >>= 1) sum += __shfl_down_sync(0xffffffffu, sum, distance);
    return sum;
}

extern "C" __global__ void blockSum(const float *__restrict__ in, float *__restrict__ sums, int n) {
    __shared__ float warps[32];
    int t = threadIdx.x;
    float sum = 0;
    for (int i = blockIdx.x * blockDim.x + t; i < n; i += blockDim.x * gridDim.x) sum += in[i];
    sum = warpSum(sum);
    if ((t & 31) == 0) warps[t >> 5] = sum;
    __syncthreads();
    sum = warpSum(t < blockDim.x / 32 ? warps[t] : 0);
    if (t == 0) sums[blockIdx.x] = sum;
}

__device__ double normal(double d) {
    double k = 1 / (1 + 0.2316419 * fabs(d));
    double tail = 0.3989422804014327 * exp(-0.5 * d * d)
        * (k * (0.31938153 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429)))));
    return d > 0 ? 1 - tail : tail;
}

extern "C" __global__ void blackScholesDouble(const double *__restrict__ price, const double *__restrict__ strike,
        const double *__restrict__ years, double *__restrict__ call, double *__restrict__ put, double rate, double vol, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    double s = price[i], x = strike[i], t = years[i];
    double root = sqrt(t);
    double d1 = (log(s / x) + (rate + 0.5 * vol * vol) * t) / (vol * root);
    double d2 = d1 - vol * root;
    double n1 = normal(d1), n2 = normal(d2);
    double discounted = x * exp(-rate * t);
    call[i] = s * n1 - discounted * n2;
    put[i] = discounted * (1 - n2) - s * (1 - n1);
}

__device__ float normalf_(float d) {
    float k = 1 / (1 + 0.2316419f * fabsf(d));
    float tail = 0.39894228f * expf(-0.5f * d * d)
        * (k * (0.31938153f + k * (-0.356563782f + k * (1.781477937f + k * (-1.821255978f + k * 1.330274429f)))));
    return d > 0 ? 1 - tail : tail;
}

extern "C" __global__ void blackScholesFloat(const float *__restrict__ price, const float *__restrict__ strike,
        const float *__restrict__ years, float *__restrict__ call, float *__restrict__ put, float rate, float vol, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    float s = price[i], x = strike[i], t = years[i];
    float root = sqrtf(t);
    float d1 = (logf(s / x) + (rate + 0.5f * vol * vol) * t) / (vol * root);
    float d2 = d1 - vol * root;
    float n1 = normalf_(d1), n2 = normalf_(d2);
    float discounted = x * expf(-rate * t);
    call[i] = s * n1 - discounted * n2;
    put[i] = discounted * (1 - n2) - s * (1 - n1);
}

extern "C" __global__ void mandelbrot(int *steps, int width, double left, double top, double pixel, int limit, int n) {
    int px = blockIdx.x * blockDim.x + threadIdx.x;
    int py = blockIdx.y * blockDim.y + threadIdx.y;
    if (px >= width || py * width + px >= n) return;
    double cr = left + px * pixel, ci = top - py * pixel;
    double zr = 0, zi = 0;
    int k = 0;
    while (k < limit && zr * zr + zi * zi <= 4) {
        double t = zr * zr - zi * zi + cr;
        zi = 2 * zr * zi + ci;
        zr = t;
        k++;
    }
    steps[py * width + px] = k;
}
