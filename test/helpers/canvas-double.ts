/** Canvases for tests without a browser: they keep the pixels that are put there, and note what is painted beneath. */
export class ContextDouble {
  /** What `drawImage` was given, and the part of the canvas to which it was clipped. */
  readonly drawn: { readonly from: CanvasDouble; readonly clip: readonly number[] }[] = []
  /** Parts that were put or cleared. */
  readonly replaced: (readonly number[])[] = []
  private image: ImageData | null = null
  private rectangle: readonly number[] = []

  constructor(readonly canvas: CanvasDouble) {}

  save(): void {}
  restore(): void {}
  setTransform(): void {}
  beginPath(): void {}
  clip(): void {}

  rect(...rectangle: number[]): void {
    this.rectangle = rectangle
  }

  drawImage(from: CanvasDouble): void {
    this.drawn.push({ from, clip: this.rectangle })
  }

  createImageData(width: number, height: number): ImageData {
    return { data: new Uint8ClampedArray(4 * width * height), width, height } as ImageData
  }

  clearRect(left: number, top: number, width: number, height: number): void {
    this.putImageData(this.createImageData(this.canvas.width, this.canvas.height), 0, 0, left, top, width, height)
  }

  /** Only the part that is put there gets into the canvas. */
  putImageData(source: ImageData, _x: number, _y: number, left: number, top: number, width: number, height: number): void {
    this.replaced.push([left, top, width, height])
    const { data } = this.getImageData()
    for (let row = top; row < top + height; row++) {
      const [from, to] = [4 * (row * source.width + left), 4 * (row * source.width + left + width)]
      data.set(source.data.subarray(from, to), from)
    }
  }

  getImageData(): ImageData {
    const { width, height } = this.canvas
    if (this.image?.width !== width || this.image.height !== height) this.image = this.createImageData(width, height)
    return this.image
  }

  /** Forgets what was done, not what is on the canvas. */
  forget(): void {
    this.drawn.length = 0
    this.replaced.length = 0
  }
}

export class CanvasDouble {
  width = 0
  height = 0
  readonly style = { width: '', height: '' }
  readonly context = new ContextDouble(this)

  getContext(): ContextDouble {
    return this.context
  }
}
