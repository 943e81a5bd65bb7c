// A drawing of drawings.js in the page: its data come from the server, what the reader does is told back. It has a place
// of its own inside, whose classes the server does not set.
export default {
  template: `<div><div ref="place"></div></div>`,
  props: { kind: String, data: Object },
  mounted() {
    this.draw();
  },
  watch: {
    data() {
      this.draw();
    },
  },
  beforeUnmount() {
    if (this.drawing) this.drawing.end();
  },
  methods: {
    draw() {
      if (!this.data) return;
      if (this.drawing && this.drawing.take) return this.drawing.take(this.data);
      this.drawing = zombielaw[this.kind](this.$refs.place, this.data, (name, what) => this.$emit(name, what));
    },
  },
};
