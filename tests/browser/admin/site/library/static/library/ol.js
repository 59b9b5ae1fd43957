/* Stands in for OpenLayers: as much of its interface as Django's map widget calls, so that a click
 * on the map places a point. */
"use strict";

const ol = (() => {
  /** Where a click, in pixels of the map, lands: any reversible mapping will do. */
  const METRES_PER_PIXEL = 1000;

  class Point {
    constructor(coordinates) { this.coordinates = coordinates; }
    getExtent() { return [...this.coordinates, ...this.coordinates]; }
  }

  class Feature {
    constructor(geometry) { this.geometry = geometry; }
    getGeometry() { return this.geometry; }
    on() {}
  }

  class Collection {
    constructor() { this.features = []; this.listeners = []; }
    on(type, listener) { this.listeners.push(listener); }
    push(feature) {
      this.features.push(feature);
      this.listeners.forEach((listener) => listener({ element: feature }));
    }
    clear() { this.features = []; }
  }

  class VectorSource {
    constructor(options) { this.collection = options.features; }
    addFeature(feature) { this.collection.push(feature); }
    getFeatures() { return this.collection.features; }
  }

  class Layer {
    constructor(options) { this.source = options.source; }
    getSource() { return this.source; }
  }

  class Interaction {
    constructor(options) { this.features = options.features; this.active = true; }
    setActive(active) { this.active = active; }
    onClick() {}
  }

  class Draw extends Interaction {
    onClick(coordinates) {
      if (this.active) {
        this.features.push(new Feature(new Point(coordinates)));
      }
    }
  }

  class View {
    setCenter(center) { this.center = center; }
    getProjection() { return "EPSG:3857"; }
    fit() {}
  }

  class Map {
    constructor(options) {
      this.options = options;
      this.interactions = [];
      this.viewport = document.createElement("div");
      this.viewport.className = "ol-viewport";
      this.viewport.style.height = "100%";
      this.viewport.addEventListener("click", (event) => this.click(event));
      document.getElementById(options.target).append(this.viewport);
    }
    click(event) {
      const coordinates = [event.offsetX, event.offsetY].map((pixels) => pixels * METRES_PER_PIXEL);
      this.interactions.forEach((interaction) => interaction.onClick(coordinates));
    }
    addInteraction(interaction) { this.interactions.push(interaction); }
    addControl() {}
    getView() { return this.options.view; }
    getTarget() { return this.options.target; }
  }

  class GeoJSON {
    readFeatures(text) {
      const { geometry } = JSON.parse(text);
      return [new Feature(new Point(geometry.coordinates))];
    }
    writeGeometry(geometry) {
      return JSON.stringify({ type: "Point", coordinates: geometry.coordinates });
    }
  }

  return {
    Collection,
    Map,
    View,
    control: { Control: class {} },
    extent: { createEmpty: () => [], extend() {} },
    format: { GeoJSON },
    interaction: { Draw, Modify: Interaction },
    layer: { Tile: Layer, Vector: Layer },
    proj: { transform: (coordinates) => coordinates },
    source: { OSM: class {}, Vector: VectorSource },
  };
})();
