// sigma, made quicker for graphs that do not change. In: a graphology graph. Out: a Quick, used as any Sigma.
//
// - Nothing is drawn a second time into a picking buffer, and no pixel is read back: pointing is arithmetic (near.js).
//   sigma 3.0.3 does both at every mouse move, which makes a drag wait for the GPU.
// - While the picture moves, only the first lines (those of the best connected) and no labels are drawn in a large graph;
//   all come back when it rests.
import Sigma from "sigma";
import { EdgeRectangleProgram, NodeCircleProgram } from "sigma/rendering";
import { EdgeLineProgram } from "sigma/rendering";

const REST = 140; // milliseconds without a move after which everything is drawn again

export class Quick extends Sigma {
  constructor(graph, place, settings, { large, movingLines }) {
    super(graph, place, {
      ...settings,
      nodeProgramClasses: { circle: Discs },
      edgeProgramClasses: { line: large ? Lines : EdgeRectangleProgram },
      hideLabelsOnMove: large,
    });
    this.movingLines = large ? movingLines : Infinity;
    this.resting = 0;
    this.lately = false;
    this.pickingLayers.clear();
    this.getCamera().on("updated", () => this.#moved());
  }

  // Asked by sigma at every mouse move, click and wheel.
  getNodeAtPosition(point) {
    return this.lately ? null : (this.hit?.(point) ?? null);
  }

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

// Lines one pixel wide, the first ones only while the picture moves.
class Lines extends EdgeLineProgram {
  drawWebGL(method, { gl, frameBuffer }) {
    gl.bindFramebuffer(gl.FRAMEBUFFER, frameBuffer);
    const most = this.renderer.lately ? 2 * this.renderer.movingLines : Infinity;
    gl.drawArrays(method, 0, Math.min(this.verticesCount, most));
  }
}
