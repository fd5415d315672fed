/** What tells a layer or a line from the others without its colour. */
export type Texture = 'plain' | 'stripes' | 'dots';

/** A line's strokes and gaps, in pixels. */
export const DASHES: Record<Texture, number[]> = { plain: [], stripes: [8, 4], dots: [2, 3] };

/** How wide the tile is that fills a layer, in pixels. */
const TILE = 6;

/** Fills a layer with its colour, and draws its texture on it in the colour of the ground. */
export function fillOf(texture: Texture, color: string, ground: string): string | CanvasPattern {
  if (texture === 'plain') return color;
  const size = Math.round(TILE * window.devicePixelRatio);
  const tile = document.createElement('canvas');
  tile.width = size;
  tile.height = size;
  const pen = tile.getContext('2d');
  if (pen === null) return color;
  pen.fillStyle = color;
  pen.fillRect(0, 0, size, size);
  pen.strokeStyle = ground;
  pen.fillStyle = ground;
  pen.lineWidth = size / 4;
  pen.beginPath();
  if (texture === 'dots') {
    pen.arc(size / 2, size / 2, size / 5, 0, 2 * Math.PI);
    pen.fill();
  } else {
    // Its neighbours' corners belong to the stripe that crosses the tile.
    for (const shift of [-size, 0, size]) {
      pen.moveTo(shift - 1, size + 1);
      pen.lineTo(shift + size + 1, -1);
    }
    pen.stroke();
  }
  return pen.createPattern(tile, 'repeat') ?? color;
}
