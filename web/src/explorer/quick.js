// sigma, made quicker for graphs that do not change. In: a graphology graph. Out: a Quick, used as any Sigma.
//
// - Nothing is drawn a second time into a picking buffer, and no pixel is read back: pointing is arithmetic (near.js).
//   sigma 3.0.3 does both at every mouse move, which makes a drag wait for the GPU.
// - Of sigma's eight canvases only two for lines and nodes are used and composed; what stands above is one of ours.
// - While the picture of a large graph moves, only the first lines (those of the best connected) are drawn, and no names:
//   as many as the machine draws in time, which is all of them with a GPU. Everything comes back when it rests.
import Sigma from "sigma";
import { EdgeLineProgram, EdgeRectangleProgram, NodeCircleProgram, NodePointProgram } from "sigma/rendering";

const UNUSED = ["edgeLabels", "labels", "hovers", "hoverNodes"];
const [FIRST, FEWEST] = [4000, 400]; // lines while it moves
const [IN_TIME, LATE] = [20, 30]; // milliseconds a frame: 50 and 33 frames a second
const REST = 140; // milliseconds without a move after which everything is drawn again

export class Quick extends Sigma {
  constructor(graph, place, settings, large) {
    super(graph, place, {
      ...settings,
      nodeProgramClasses: { circle: large ? Points : Discs },
      edgeProgramClasses: { line: large ? Lines : EdgeRectangleProgram },
    });
    this.movingLines = large ? FIRST : Infinity; // how many are drawn while it moves
    this.pace = IN_TIME; // milliseconds from one frame to the next, the latest ones counting most
    if (large) this.on("afterRender", () => this.lately && this.#keepPace());
    this.resting = 0;
    this.lately = false;
    this.pickingLayers.clear();
    for (const layer of UNUSED) this.getCanvases()[layer].style.display = "none";
    this.getCamera().on("updated", () => this.#moved());
  }

  // Asked by sigma at every mouse move, click and wheel.
  getNodeAtPosition(point) {
    return this.lately ? null : (this.hit?.(point) ?? null);
  }

  // Fewer lines where frames come late, more where they come in time.
  #keepPace() {
    const begin = performance.now();
    requestAnimationFrame(() => {
      this.pace += 0.2 * (performance.now() - begin - this.pace);
      if (this.pace > LATE) this.movingLines = Math.max(FEWEST, 0.85 * this.movingLines);
      if (this.pace < IN_TIME) this.movingLines = Math.min(this.graph.size, 1.1 * this.movingLines);
    });
  }

  // Sigma draws the node under the pointer once more; above.js does.
  renderHighlightedNodes() {}

  #moved() {
    this.lately = true;
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      if (this.mouseCaptor.isMouseDown && this.mouseCaptor.isMoving) return this.#moved();
      this.lately = false;
      this.scheduleRender();
      return undefined;
    }, REST);
  }

  // Whether the picture moves and is too large to be drawn in full meanwhile.
  get quick() {
    return this.lately && this.movingLines < Infinity;
  }

  // Whether everything is about to be indexed anew: until then nothing can be repainted alone.
  get unindexed() {
    return this.needToProcess;
  }

  // Pixels for a unit of the graph.
  get scale() {
    return this.getGraphToViewportRatio();
  }
}

class Discs extends NodeCircleProgram {
  constructor(gl, pickingBuffer, renderer) {
    super(gl, null, renderer);
  }
}

// One vertex a node instead of an instance of three: drawing in software takes a tenth of the time.
class Points extends NodePointProgram {
  constructor(gl, pickingBuffer, renderer) {
    super(gl, null, renderer);
  }
}

// Lines one pixel wide, the first ones only while the picture moves.
class Lines extends EdgeLineProgram {
  drawWebGL(method, { gl, frameBuffer }) {
    gl.bindFramebuffer(gl.FRAMEBUFFER, frameBuffer);
    const most = this.renderer.quick ? 2 * Math.round(this.renderer.movingLines) : Infinity;
    gl.drawArrays(method, 0, Math.min(this.verticesCount, most));
  }
}
